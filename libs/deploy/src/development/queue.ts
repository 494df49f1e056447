import { type Aws } from '../aws/ports';
import { applyQueue } from '../apply/queue';
import { namesOf } from '../render/names';
import { renderQueue } from '../render/queue';
import { type ResolvedService } from '../resolve/resolve-service';

/**
 * Makes the queue of a service that was never deployed, for one in development to consume; one that is there stays.
 * @returns its name; undefined where the service consumes none
 */
export async function provideQueue({ queues }: Aws, service: ResolvedService): Promise<string | undefined> {
  const queue = renderQueue(service, namesOf(service.environment, service.name));
  if (queue && !(await queues.attributes(queue.name))) await applyQueue(queue, {}, queues);
  return queue?.name;
}
