import { spawnSync } from 'node:child_process';
import { Agent, get } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startChild } from '../lib/child';
import { type Figure, percentile } from '../lib/figures';
import { command } from './command';

const perSecond = 500;
const seconds = 5;

/** What the load balancer costs, beside the same requests straight to the target. */
export async function measureBalancer(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'));
  const target = await startChild(process.execPath, [join(__dirname, 'target.cjs')]);
  const words = ['cloud', '--port', '0', '--lb-port', '0', '--runtime', 'process', '--state', folder];
  const cloud = await startChild(command, words);
  try {
    const { endpoint = '', loadBalancer = '' } = cloud.ready;
    const port = Number(target.ready['port']);
    await putBehind(endpoint, port);
    const straight = `http://127.0.0.1:${port}/`;
    return [...throughput(straight, loadBalancer), await addedLatency(straight, loadBalancer)];
  } finally {
    await cloud.stop();
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function putBehind(endpoint: string, port: number): Promise<void> {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
  const elb = new ElasticLoadBalancingV2Client(options);
  const listener = await new SSMClient(options).send(
    new GetParameterCommand({ Name: '/longshore/local/listener-arn' }),
  );
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({ Name: 'bench', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1', TargetType: 'ip' }),
  );
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: port }] }));
  await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener.Parameter?.Value,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  for (;;) {
    const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    if (TargetHealthDescriptions?.[0]?.TargetHealth?.State === 'healthy') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** By wrk: it needs less CPU than a client in Node, on a machine that all share. */
function throughput(straight: string, balanced: string): Figure[] {
  const rates = [straight, balanced, straight, balanced].map(requestsPerSecond);
  if (rates.some((rate) => rate === undefined)) {
    process.stderr.write('left out, since wrk is not installed: throughput of the load balancer\n');
    return [];
  }
  const [first = 0, one = 0, second = 0, two = 0] = rates as number[];
  const [bare, through] = [(first + second) / 2, (one + two) / 2];
  const note = 'wrk, 64 connections, mean of 2 runs in turn';
  return [
    { what: 'bare target', value: bare, unit: 'requests/s', note },
    { what: 'through the load balancer', value: through, unit: 'requests/s', note },
    { what: 'of the bare target', value: (100 * through) / bare, unit: '%', target: { atLeast: 33 }, note },
  ];
}

function requestsPerSecond(url: string): number | undefined {
  const { stdout, error } = spawnSync('wrk', ['-t1', '-c64', `-d${seconds}s`, url], { encoding: 'utf8' });
  if (error) return undefined;
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

async function addedLatency(straight: string, balanced: string): Promise<Figure> {
  const bare = percentile(await latencies(straight), 99);
  const through = percentile(await latencies(balanced), 99);
  const note = `${bare.toFixed(2)} ms straight, ${through.toFixed(2)} ms through, at ${perSecond} requests/s`;
  return { what: 'added to the p99', value: through - bare, unit: 'ms', target: { atMost: 5 }, note };
}

/** Milliseconds from the moment when each request was due: a stall counts for all that it delays. */
async function latencies(url: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const open: Promise<number>[] = [];
  const start = performance.now();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = ((performance.now() - start) / 1000) * perSecond;
      while (open.length < due) open.push(latency(url, agent, start + (open.length / perSecond) * 1000));
      if (due < perSecond * seconds) return;
      clearInterval(timer);
      resolve();
    }, 2);
  });
  const times = await Promise.all(open);
  agent.destroy();
  // The first half second warms up both.
  return times.slice(perSecond / 2);
}

const latency = (url: string, agent: Agent, dueAt: number): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - dueAt));
    }).once('error', reject);
  });
