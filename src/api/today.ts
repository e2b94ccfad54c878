/** The clock's day, `YYYY-MM-DD`. Only for the day of an import; no law is judged by it. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
