/** A jest reporter that ends a run with one plain line: `12 passed, 1 failed`, and `, 2 skipped` when there are any. */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    // A file that could not run at all has no failing test to count, and is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
    // At exit, because jest prints its own summary after the last reporter.
    process.once('exit', () => process.stdout.write(line));
  }
}
