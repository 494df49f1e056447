import { DistributionServer, distributionTestsRun } from '../testing/distribution-server';
import { describeRegistry } from '../testing/registry-suite';
import { openRepository } from './open-repository';

const runs = distributionTestsRun('pushing to a Distribution registry');

(runs ? describe : describe.skip)('with our client', () => {
  describeRegistry('a Distribution registry 2.8', {
    start: async () => {
      const server = await DistributionServer.start();
      const open = (name: string) => Promise.resolve(openRepository({ host: server.host, name }));
      return { open, stop: () => server.stop() };
    },
    keepsReferrers: false,
  });
});
