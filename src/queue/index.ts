export {
  CLOSE_WITHIN_MS,
  DEFAULT_RETRY,
  type JobContext,
  type JobHandler,
  type JobQueue,
  type QueueLog,
  type RetryPolicy,
} from './job-queue.js';
export { InProcessQueue } from './in-process-queue.js';
export { RedisQueue } from './redis-queue.js';
export { JobEntity } from './job.entity.js';
export { JobChunkEntity } from './job-chunk.entity.js';
export { hasEnded, type ChunkStatus, type JobStatus } from './job-status.js';
export { rateOf, secondsLeft, type JobProgress } from './job-progress.js';
export { amount, duration, progressSentence } from './progress-sentence.js';
export {
  chunkId,
  Ledger,
  MAX_CHUNK_ATTEMPTS,
  parseChunkId,
  type ChunkAttempt,
  type ChunkRef,
  type ClaimedChunk,
  type PlannedChunk,
} from './ledger.js';
export { JobRunner, type ChunkContext, type ChunkOutcome, type JobWork, type RunnerLog } from './job-runner.js';
export { Operator } from './operator.js';
export { makeQueue, queueEntities, QueueModule } from './queue.module.js';
export { withoutPassword } from './redis-queue.js';
export { askRedis, takeScratchRedis, type ScratchRedis } from './scratch-redis.js';
