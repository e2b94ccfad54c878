/** An evaluation thread with two deadly records: one ends the thread, one keeps it busy for ever. */
const { parse } = JSON;
JSON.parse = (text: string): unknown => {
  if (text === 'die') process.exit(1);
  while (text === 'hang');
  return parse(text);
};
await import('../../src/scans/evaluation-thread.js');
