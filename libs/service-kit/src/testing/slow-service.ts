import { z } from 'zod';
import { startService } from '../start-service';

/** A service whose one route answers when it is told to; what happens goes to its log. Run it as a process. */
void startService({
  name: 'slow',
  config: z.object({ GREETING: z.string() }),
  start({ GREETING }, log) {
    let release: (text: string) => void = () => undefined;
    const greeting = new Promise<string>((resolve) => (release = resolve));
    return Promise.resolve({
      routes(server) {
        server.get('/slow', () => {
          log.info('asked');
          return greeting;
        });
        server.post('/release', () => {
          release(GREETING);
          return 'released';
        });
      },
      close() {
        log.info('closed');
        return Promise.resolve();
      },
    });
  },
});
