import { refuseOpenHost } from './listen.js';
import { isLoopback } from './same-machine.js';

describe('this machine', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LOCALHOST', '::1', '[::1]'])('is meant by %s', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(() => refuseOpenHost(host)).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '10.0.0.5', '192.168.1.9', 'office.example', '127.0.0.1.example.com', '127.1', ''])(
    'is not all that is meant by "%s", so the server will not listen there',
    (host) => {
      expect(isLoopback(host)).toBe(false);
      expect(() => refuseOpenHost(host)).toThrow(/there is no log-in yet/);
    },
  );

  it('may be a container that listens on all its addresses, where that was asked for', () => {
    const mark = import.meta.filename;
    expect(() => refuseOpenHost('0.0.0.0', true, [mark])).not.toThrow();
    expect(() => refuseOpenHost('0.0.0.0', false, [mark])).toThrow(/there is no log-in yet/);
    expect(() => refuseOpenHost('0.0.0.0', true, [`${mark}.absent`])).toThrow(/^This is no container/);
  });
});
