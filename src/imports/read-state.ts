/** The states, the District and the territories, by their two letters. */
const STATES: Readonly<Record<string, string>> = {
  AL: 'Alabama', AK: 'Alaska', AZ: 'Arizona', AR: 'Arkansas', CA: 'California', CO: 'Colorado', CT: 'Connecticut',
  DE: 'Delaware', DC: 'District of Columbia', FL: 'Florida', GA: 'Georgia', HI: 'Hawaii', ID: 'Idaho', IL: 'Illinois',
  IN: 'Indiana', IA: 'Iowa', KS: 'Kansas', KY: 'Kentucky', LA: 'Louisiana', ME: 'Maine', MD: 'Maryland',
  MA: 'Massachusetts', MI: 'Michigan', MN: 'Minnesota', MS: 'Mississippi', MO: 'Missouri', MT: 'Montana', NE: 'Nebraska',
  NV: 'Nevada', NH: 'New Hampshire', NJ: 'New Jersey', NM: 'New Mexico', NY: 'New York', NC: 'North Carolina',
  ND: 'North Dakota', OH: 'Ohio', OK: 'Oklahoma', OR: 'Oregon', PA: 'Pennsylvania', RI: 'Rhode Island',
  SC: 'South Carolina', SD: 'South Dakota', TN: 'Tennessee', TX: 'Texas', UT: 'Utah', VT: 'Vermont', VA: 'Virginia',
  WA: 'Washington', WV: 'West Virginia', WI: 'Wisconsin', WY: 'Wyoming', AS: 'American Samoa', GU: 'Guam',
  MP: 'Northern Mariana Islands', PR: 'Puerto Rico', VI: 'Virgin Islands', US: 'United States',
}; // prettier-ignore

const BY_NAME = new Map(Object.entries(STATES).map(([letters, name]) => [name.toUpperCase(), letters]));

/**
 * The two letters of a state written as letters or by name, in any capitals; `US` for a federal court. Null for anything
 * else: a court whose state is spelled in a way of its own would be a court that no pack speaks of.
 */
export function readState(text: string): string | null {
  const plain = text.trim().toUpperCase().replace(/\./g, '').replace(/\s+/g, ' ');
  return Object.hasOwn(STATES, plain) ? plain : (BY_NAME.get(plain) ?? null);
}
