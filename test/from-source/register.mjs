/**
 * Lets Node run the sources as they are, for tests that need a second process or a thread: `node --import` this file.
 * TypeScript is stripped by swc with the settings of the build, and `./x.js` finds `./x.ts`.
 */
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
