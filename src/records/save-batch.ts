import type { DataSource, EntityManager } from 'typeorm';
import {
  dialectOf,
  insertRows,
  inTransaction,
  joinFirst,
  jsonRows,
  jsonTexts,
  readAll,
  readRows,
} from '../database/index.js';
import type { BulkValue } from '../database/index.js';
import type { BatchCounts, ImportLedger } from './import-ledger.js';
import { mergeRecords } from './merge-records.js';
import { prepareRecord, recordOf, textOf } from './prepare-record.js';
import type { PreparedRecord } from './prepare-record.js';
import type { PersonRecord } from './record.js';
import { sameButForSource } from './same-but-for-source.js';

/** Something imperfect in an imported file. `row` counts from 1; 0 concerns the whole file. */
export interface RecordIssue {
  file: string;
  row: number;
  column?: string;
  value?: string;
  code: string;
  message: string;
  severity: 'quarantined' | 'noted';
  personId?: string;
}

/** What a stretch of the input came to. */
export interface RecordBatch {
  records: readonly PersonRecord[];
  issues?: readonly RecordIssue[];
  /** Rows read for it. */
  rows?: number;
}

/** The same, ready to be stored: one record for each person. */
export interface PreparedBatch extends Omit<RecordBatch, 'records'> {
  records: readonly PreparedRecord[];
  /**
   * Nobody in it was ever stored before, so that nobody needs to be looked up. Where somebody was all the same, the
   * database refuses the batch as a duplicate.
   */
  allNew?: boolean;
}

/** The latest version of a person who is known already: in this import, or in one before it. */
type KnownPerson = readonly [
  personKey: string,
  personId: number,
  versionId: number,
  importId: number,
  hash: string,
  chargeCount: number,
];

/** What one person's part of the batch leads to. */
interface Plan {
  newPeople: PreparedRecord[];
  newVersions: { personId: number; prepared: PreparedRecord }[];
  rewritten: { versionId: number; prepared: PreparedRecord }[];
  counts: BatchCounts;
}

/**
 * Stores one batch of a running import, in one transaction.
 *
 * A person who is known already is merged with their version in this import, else with their current one; when that says
 * nothing new, nothing is written. Returns what the batch added to the figures.
 */
export async function saveBatch(
  dataSource: DataSource,
  ledger: ImportLedger,
  importId: number,
  batch: PreparedBatch,
): Promise<BatchCounts> {
  const prepared = new Map(batch.records.map((record) => [record.personKey, record]));
  return inTransaction(dataSource, async (manager) => {
    const known = batch.allNew === true ? [] : await findKnown(manager, prepared);
    const plan = await planBatch(manager, importId, prepared, known);
    plan.counts.rowsRead = batch.rows ?? 0;
    plan.counts.rowsQuarantined = batch.issues?.filter((issue) => issue.severity === 'quarantined').length ?? 0;
    await ledger.touch(manager, importId, plan.counts);
    await write(manager, importId, plan);
    await insertIssues(manager, importId, batch.issues ?? []);
    return plan.counts;
  });
}

async function findKnown(
  manager: EntityManager,
  prepared: ReadonlyMap<string, PreparedRecord>,
): Promise<KnownPerson[]> {
  if (prepared.size === 0) return [];
  return readRows<KnownPerson>(
    manager,
    {
      select: ['p.person_key', 'p.id', 'v.id', 'v.import_id', 'v.hash', 'v.charge_count'],
      from: `FROM ${jsonTexts(dialectOf(manager), '$1')} AS k
        JOIN people p ON p.person_key = k.value
        ${joinFirst(dialectOf(manager), 'v', { table: 'record_versions', as: 'x', where: 'x.person_id = p.id', orderBy: 'x.import_id DESC' })}`,
      orderBy: 'p.id',
    },
    [JSON.stringify([...prepared.keys()])],
  );
}

async function planBatch(
  manager: EntityManager,
  importId: number,
  prepared: ReadonlyMap<string, PreparedRecord>,
  known: readonly KnownPerson[],
): Promise<Plan> {
  const counts: BatchCounts = {
    rowsRead: 0,
    rowsQuarantined: 0,
    peopleNew: 0,
    peopleChanged: 0,
    peopleUnchanged: 0,
    charges: 0,
  };
  const plan: Plan = { newPeople: [], newVersions: [], rewritten: [], counts };

  // The same text again needs no merge: most of a newer export.
  const differing = known.filter(([personKey, , , , hash]) => prepared.get(personKey)?.hash !== hash);
  const texts = await readTexts(
    manager,
    differing.map(([, , versionId]) => versionId),
  );
  const seen = new Set<string>();
  for (const [personKey, personId, versionId, versionImportId, hash, chargeCount] of known) {
    seen.add(personKey);
    const incoming = prepared.get(personKey);
    const text = texts.get(versionId);
    const merged = incoming === undefined || text === undefined ? null : mergeInto(text, hash, incoming);
    if (merged === null) {
      if (versionImportId !== importId) counts.peopleUnchanged++;
      continue;
    }
    counts.charges += merged.chargeCount - chargeCount;
    if (versionImportId === importId) {
      plan.rewritten.push({ versionId, prepared: merged });
    } else {
      plan.newVersions.push({ personId, prepared: merged });
      counts.peopleChanged++;
    }
  }
  for (const [personKey, incoming] of prepared) {
    if (seen.has(personKey)) continue;
    plan.newPeople.push(incoming);
    counts.peopleNew++;
    counts.charges += incoming.chargeCount;
  }
  return plan;
}

/** The two together, or null when the newer one says nothing that the stored one does not. */
function mergeInto(storedText: string, storedHash: string, incoming: PreparedRecord): PreparedRecord | null {
  const stored = JSON.parse(storedText) as PersonRecord;
  const record = recordOf(incoming);
  // Most of a newer export: the same, some rows further down.
  if (sameButForSource(stored, record)) return null;
  const both = mergeRecords(stored, record);
  const merged = prepareRecord(both);
  if (merged.hash === storedHash) return null;
  // A merge also puts cases and charges in order; being in order is nothing new.
  const storedInOrder = mergeRecords({ personId: stored.personId, cases: [] }, stored);
  return sameButForSource(storedInOrder, both) ? null : merged;
}

async function readTexts(manager: EntityManager, versionIds: readonly number[]): Promise<Map<number, string>> {
  if (versionIds.length === 0) return new Map();
  const rows = await readAll<{ id: number; record: string }>(
    manager,
    `SELECT v.id, v.record FROM ${jsonRows(dialectOf(manager), '$1', { id: 'integer' })} AS k JOIN record_versions v ON v.id = k.id`,
    [JSON.stringify(versionIds.map((id) => [id]))],
  );
  return new Map(rows.map(({ id, record }) => [id, record]));
}

const VERSION_COLUMNS = [
  'id',
  'person_id',
  'import_id',
  'hash',
  'charge_count',
  'last_name',
  'first_name',
  'birth_date',
  'record',
];

async function write(manager: EntityManager, importId: number, plan: Plan): Promise<void> {
  // Only one import runs at a time and this transaction has touched its row, so nobody else gives out ids meanwhile.
  let personId = await lastId(manager, 'people');
  let versionId = await lastId(manager, 'record_versions');
  const people: BulkValue[][] = [];
  const versions: BulkValue[][] = [];
  const addVersion = (person: number, prepared: PreparedRecord): void => {
    versions.push([
      ++versionId,
      person,
      importId,
      prepared.hash,
      prepared.chargeCount,
      ...searchValues(prepared),
      prepared.text,
    ]);
  };
  for (const prepared of plan.newPeople) {
    people.push([++personId, prepared.personKey, importId]);
    addVersion(personId, prepared);
  }
  for (const { personId: known, prepared } of plan.newVersions) addVersion(known, prepared);
  await insertRows(manager, 'people', ['id', 'person_key', 'created_import_id'], people);
  await insertRows(manager, 'record_versions', VERSION_COLUMNS, versions);
  await rewrite(manager, plan.rewritten);
}

/** A person whose rows stand apart in the file: the version that this import wrote a moment ago is written anew. */
async function rewrite(manager: EntityManager, rewritten: Plan['rewritten']): Promise<void> {
  if (rewritten.length === 0) return;
  const rows = rewritten.map(({ versionId, prepared }) => [
    versionId,
    prepared.hash,
    prepared.chargeCount,
    ...searchValues(prepared),
    textOf(prepared),
  ]);
  const columns = {
    id: 'integer',
    hash: 'text',
    charge_count: 'integer',
    last_name: 'text',
    first_name: 'text',
    birth_date: 'text',
    record: 'text',
  } as const;
  const set = Object.keys(columns).filter((name) => name !== 'id');
  await manager.query(
    `UPDATE record_versions SET ${set.map((name) => `${name} = n.${name}`).join(', ')}
      FROM ${jsonRows(dialectOf(manager), '$1', columns)} AS n WHERE record_versions.id = n.id`,
    [JSON.stringify(rows)],
  );
}

function searchValues({ lastName, firstName, birthDate }: PreparedRecord): (string | null)[] {
  return [lastName, firstName, birthDate];
}

async function lastId(manager: EntityManager, table: string): Promise<number> {
  const [row] = await manager.query<{ id: number | null }[]>(`SELECT max(id) AS id FROM ${table}`);
  return row?.id ?? 0;
}

/** Appends issues to those of the import. Call it inside a transaction. */
export async function insertIssues(
  manager: EntityManager,
  importId: number,
  issues: readonly RecordIssue[],
): Promise<void> {
  const columns = ['import_id', 'file', 'row', 'column', 'value', 'code', 'message', 'severity', 'person_key'];
  const rows = issues.map((issue) => [
    ...[importId, issue.file, issue.row, issue.column ?? null, issue.value ?? null],
    ...[issue.code, issue.message, issue.severity, issue.personId ?? null],
  ]);
  await insertRows(manager, 'quarantine_rows', columns, rows);
}
