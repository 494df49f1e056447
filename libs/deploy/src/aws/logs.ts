import { clientOptions, type Connection, lazily } from './connection';
import { isRefusal } from './explain';
import { orGone } from './gone';
import { type LogLine, type Logs } from './ports';

/** Opens CloudWatch Logs. */
export function openLogs(connection: Connection): Logs {
  const { call, signal } = connection;
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs');
    return { sdk, client: new sdk.CloudWatchLogsClient(clientOptions(connection)) };
  });
  return {
    createGroup: async (logGroupName, retentionInDays) => {
      const { sdk, client } = await open();
      const create = new sdk.CreateLogGroupCommand({ logGroupName });
      try {
        await call('logs:CreateLogGroup', () => client.send(create, { abortSignal: signal }));
      } catch (error) {
        if (isRefusal(error, 'ResourceAlreadyExistsException')) return false;
        throw error;
      }
      const retain = new sdk.PutRetentionPolicyCommand({ logGroupName, retentionInDays });
      await call('logs:PutRetentionPolicy', () => client.send(retain, { abortSignal: signal }));
      return true;
    },
    deleteGroup: async (logGroupName) => {
      const { sdk, client } = await open();
      const command = new sdk.DeleteLogGroupCommand({ logGroupName });
      await orGone(
        call('logs:DeleteLogGroup', () => client.send(command, { abortSignal: signal })),
        'ResourceNotFoundException',
      );
    },
    hasGroup: async (logGroupNamePrefix) => {
      const { sdk, client } = await open();
      const command = new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix });
      const { logGroups = [] } = await call('logs:DescribeLogGroups', () =>
        client.send(command, { abortSignal: signal }),
      );
      // The shortest name comes first: the group itself stands on the first page.
      return logGroups.some(({ logGroupName }) => logGroupName === logGroupNamePrefix);
    },
    tail: async (logGroupName, logStreamName, limit) => {
      const { sdk, client } = await open();
      const command = new sdk.GetLogEventsCommand({ logGroupName, logStreamName, limit, startFromHead: false });
      const { events = [] } = await call('logs:GetLogEvents', () => client.send(command, { abortSignal: signal }));
      return events.map(({ message = '' }) => message);
    },
    read: async (logGroupName, { since, streamPrefix, token }) => {
      const { sdk, client } = await open();
      const command = new sdk.FilterLogEventsCommand({
        logGroupName,
        startTime: since,
        logStreamNamePrefix: streamPrefix,
        nextToken: token,
      });
      const page = await call('logs:FilterLogEvents', () => client.send(command, { abortSignal: signal }));
      const lines = (page.events ?? []).map(
        ({ eventId = '', timestamp = 0, logStreamName = '', message = '' }): LogLine => ({
          id: eventId,
          at: timestamp,
          stream: logStreamName,
          message,
        }),
      );
      return { lines, token: page.nextToken };
    },
  };
}
