import { clientOptions, type Connection, lazily } from './connection';
import { isRefusal } from './explain';
import { orGone } from './gone';
import { type Queues } from './ports';

/** Opens SQS. */
export function openSqs(connection: Connection): Queues {
  const { call, signal } = connection;
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-sqs');
    return { sdk, client: new sdk.SQSClient(clientOptions(connection)) };
  });

  /** Undefined where there is none of that name. */
  async function urlOf(QueueName: string): Promise<string | undefined> {
    const { sdk, client } = await open();
    const command = new sdk.GetQueueUrlCommand({ QueueName });
    try {
      return (await call('sqs:GetQueueUrl', () => client.send(command, { abortSignal: signal }))).QueueUrl;
    } catch (error) {
      if (isRefusal(error, 'QueueDoesNotExist')) return undefined;
      throw error;
    }
  }

  async function attributesOf(QueueUrl: string): Promise<Record<string, string>> {
    const { sdk, client } = await open();
    const command = new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes = {} } = await call('sqs:GetQueueAttributes', () =>
      client.send(command, { abortSignal: signal }),
    );
    return Attributes;
  }

  return {
    attributes: async (name) => {
      const url = await urlOf(name);
      return url === undefined ? undefined : attributesOf(url);
    },
    put: async (name, attributes) => {
      const { sdk, client } = await open();
      const QueueUrl = await urlOf(name);
      if (QueueUrl !== undefined) {
        const change = new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: attributes });
        await call('sqs:SetQueueAttributes', () => client.send(change, { abortSignal: signal }));
        return (await attributesOf(QueueUrl))['QueueArn'] ?? '';
      }
      const creation = new sdk.CreateQueueCommand({ QueueName: name, Attributes: attributes });
      const created = await call('sqs:CreateQueue', () => client.send(creation, { abortSignal: signal }));
      return (await attributesOf(created.QueueUrl ?? ''))['QueueArn'] ?? '';
    },
    delete: async (name) => {
      const { sdk, client } = await open();
      const QueueUrl = await urlOf(name);
      if (QueueUrl === undefined) return;
      const command = new sdk.DeleteQueueCommand({ QueueUrl });
      await orGone(
        call('sqs:DeleteQueue', () => client.send(command, { abortSignal: signal })),
        'QueueDoesNotExist',
      );
    },
  };
}
