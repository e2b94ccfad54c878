export { readSubstance, type SubstanceReading } from './read-substance.js';
export { isSubstanceName, substanceMatches, substanceNames } from './match-substance.js';
export { toMeasure, type Measure } from './measure.js';
export {
  drugCatalogue,
  type Catalogue,
  type DrugClass,
  type Schedule,
  type Scheduled,
  type Substance,
} from './catalogue.js';
