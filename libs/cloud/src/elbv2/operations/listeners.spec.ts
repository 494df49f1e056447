import { createServer, type AddressInfo } from 'node:net';
import { type Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Elbv2World } from '../testing/elbv2-world';
import { freePort } from '../testing/free-port';
import { send } from '../testing/send';

interface Made {
  Listeners: Listener[];
}

const respond = (MessageBody: string) => [
  { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody } },
];

describe('listeners', () => {
  let world: Elbv2World;

  beforeEach(async () => {
    world = await new Elbv2World().start();
  });

  afterEach(() => world.stop());

  const make = async (Port: number, body = 'hello', more: object = {}): Promise<Listener | undefined> => {
    const { loadBalancerArn: LoadBalancerArn } = world.loadBalancer;
    const input = { LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions: respond(body), ...more };
    return (await world.call<Made>('CreateListener', input)).Listeners[0];
  };

  it('open their port', async () => {
    const port = await freePort();
    const { loadBalancerArn } = world.loadBalancer;
    expect(await make(port)).toEqual({
      ListenerArn: expect.stringMatching(`^${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/[0-9a-f]{16}$`),
      LoadBalancerArn: loadBalancerArn,
      Port: port,
      Protocol: 'HTTP',
      DefaultActions: respond('hello'),
    });
    expect((await send(`http://127.0.0.1:${port}/`)).body).toBe('hello');
  });

  it('made again with the same actions are the same, with others a duplicate', async () => {
    const port = await freePort();
    const first = await make(port);
    expect(await make(port)).toEqual(first);
    await expect(make(port, 'other')).rejects.toMatchObject({ code: 'DuplicateListener' });
  });

  it('are refused a port that is in use, by another load balancer or another process', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(make(port)).rejects.toMatchObject({
      code: 'InvalidConfigurationRequest',
      message: `Port ${port} of 127.0.0.1 is in use already: choose another port for this listener.`,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('speak HTTP alone', async () => {
    await expect(make(443, '', { Protocol: 'HTTPS' })).rejects.toMatchObject({ code: 'UnsupportedProtocol' });
  });

  it('need a load balancer that is there', async () => {
    const LoadBalancerArn = `${world.loadBalancer.loadBalancerArn}0`;
    await expect(make(80, '', { LoadBalancerArn })).rejects.toMatchObject({ code: 'LoadBalancerNotFound' });
  });

  it('change their actions and their port', async () => {
    const made = await make(await freePort());
    const Port = await freePort();
    await world.call('ModifyListener', { ListenerArn: made?.ListenerArn, Port, DefaultActions: respond('changed') });
    expect((await send(`http://127.0.0.1:${Port}/`)).body).toBe('changed');
    await expect(send(`http://127.0.0.1:${made?.Port}/`)).rejects.toThrow('ECONNREFUSED');
  });

  it('are described by load balancer or ARN', async () => {
    const made = await make(await freePort());
    const { listenerArn, loadBalancerArn } = world.loadBalancer;
    const all = await world.call<Made>('DescribeListeners', { LoadBalancerArn: loadBalancerArn });
    expect(all.Listeners.map(({ ListenerArn }) => ListenerArn)).toEqual([listenerArn, made?.ListenerArn]);
    const one = await world.call<Made>('DescribeListeners', { ListenerArns: [made?.ListenerArn] });
    expect(one.Listeners).toEqual([made]);
  });

  it('close their port when they are deleted, and go with their load balancer', async () => {
    const made = await make(await freePort());
    await world.call('DeleteListener', { ListenerArn: made?.ListenerArn });
    await expect(send(`http://127.0.0.1:${made?.Port}/`)).rejects.toThrow('ECONNREFUSED');
    const { loadBalancerArn, listenerArn, url } = world.loadBalancer;
    await world.call('DeleteLoadBalancer', { LoadBalancerArn: loadBalancerArn });
    await expect(send(url)).rejects.toThrow('ECONNREFUSED');
    await expect(world.call('DescribeListeners', { ListenerArns: [listenerArn] })).rejects.toMatchObject({
      code: 'ListenerNotFound',
    });
  });
});
