export { aCase, aConviction, aPendingCharge, aRecord, aViolation, aWarrant } from './a-record.js';
