import { fieldAt, ROOTS } from './canonical/field-path.js';
import { CA_DOJ_ROLES, type SourceProfile } from './profile.js';

export interface ProfileProblem {
  path: (string | number)[];
  message: string;
}

/**
 * What the schema alone cannot see: that the fields a table feeds exist, that its maps are there, and that it says
 * enough to be read.
 */
export function checkFieldPaths(profile: SourceProfile): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  profile.tables.forEach((table, index) => {
    const at = ['tables', index];
    const { reads } = table;
    if (table.grouping === 'person-lines') {
      if (reads.kind !== 'json-lines')
        problems.push({ path: [...at, 'reads', 'kind'], message: 'person-lines are read as json-lines' });
      return;
    }
    if (reads.kind === 'json-lines')
      problems.push({ path: [...at, 'reads', 'kind'], message: 'rows are read as delimited or fixed-width' });
    const needsColumns = reads.kind === 'fixed-width' || reads.header !== 'required' || table.required === 'all';
    if (needsColumns && reads.columns === undefined) {
      problems.push({ path: [...at, 'reads'], message: 'columns are needed where there may be no header' });
    }
    if (reads.kind === 'fixed-width' && reads.columns?.some((column) => typeof column === 'string') === true) {
      problems.push({
        path: [...at, 'reads', 'columns'],
        message: 'each column of a fixed-width file needs from and width',
      });
    }
    if (table.fields === undefined) problems.push({ path: at, message: 'fields are missing' });
    if (table.grouping === 'rows' && table.gives === undefined)
      problems.push({ path: at, message: 'gives is missing' });
    if (typeof table.fields !== 'object') return;
    for (const [field, source] of Object.entries(table.fields)) {
      const place = [...at, 'fields', field];
      if (table.grouping === 'ca-doj') {
        if (!CA_DOJ_ROLES.some((role) => role === field))
          problems.push({ path: place, message: 'is not a role of the ca-doj grouping' });
      } else if (fieldAt(field) === null) {
        problems.push({ path: place, message: `is not a field of the record (${ROOTS.join(', ')} and below)` });
      }
      if (typeof source === 'string') continue;
      if (source.map !== undefined && profile.maps[source.map] === undefined) {
        problems.push({ path: [...place, 'map'], message: `there is no map called ${source.map}` });
      }
      const given = [source.column, source.columns, source.constant].filter((one) => one !== undefined).length;
      if (given !== 1 && source.as !== 'sequence') {
        problems.push({ path: place, message: 'needs one of column, columns and constant' });
      }
    }
  });
  return problems;
}
