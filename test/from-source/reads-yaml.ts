/** A thread that says what it made of a text, and whether it had to load the reader of YAML for that. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { shippedYaml } from '../../src/common/shipped-yaml.js';

const said = shippedYaml(workerData as string);
const loaded = Object.keys(createRequire(import.meta.url).cache).some((path) => /node_modules.yaml\b/.test(path));
parentPort?.postMessage({ said, loaded });
