/** A thread that read ended or got stuck: for want of memory, or over something in what it read. */
export class ThreadLost extends Error {
  override readonly name = 'ThreadLost';
}
