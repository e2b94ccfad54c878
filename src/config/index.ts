export { ConfigModule, SETTINGS } from './config.module.js';
export { describeAddress, parseDatabaseAddress } from './database-address.js';
export type { DatabaseAddress, PostgresAddress, SqliteAddress } from './database-address.js';
export { readSettings } from './read-settings.js';
export { SETTING_NAMES, SETTINGS_FILE_VARIABLE } from './setting-list.js';
export type { LogLevel, Settings } from './settings.js';
