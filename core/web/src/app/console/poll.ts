/** How often the console asks anew. The live line tells of new rules at once; this catches all else. */
export const POLL_MS = 5_000
