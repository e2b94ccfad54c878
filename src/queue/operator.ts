/**
 * The person who runs this process. Whoever has something to say about how the work stands tells it here, in sentences;
 * a command that has a person before it says where they are to be read.
 */
export class Operator {
  private read: (sentence: string) => void = () => undefined;

  /** Has every sentence from now on given to `read`; before that they are lost. */
  listens(read: (sentence: string) => void): void {
    this.read = read;
  }

  tell(sentence: string): void {
    this.read(sentence);
  }
}
