/** A thread that renders drafts: it reads the templates once, then answers one job at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Format } from '../emitters/emitter.js';
import { loadTemplates } from '../templating/template-library.js';
import { FileRenderer } from './render-files.js';
import { failureOf, type RenderJob } from './render-job.js';

interface Start {
  templatesDir: string;
  formats: Format[];
}

const port = parentPort;
if (port !== null) {
  const { templatesDir, formats } = workerData as Start;
  const renderer = new FileRenderer(loadTemplates(templatesDir), formats);
  port.on('message', (jobs: RenderJob[]) => {
    void answer(jobs);
  });
  const answer = async (jobs: RenderJob[]): Promise<void> => {
    try {
      const answers = [];
      for (const job of jobs) answers.push(await renderer.render(job));
      port.postMessage({ answers });
    } catch (error) {
      port.postMessage({ failure: failureOf(error) });
    }
  };
}
