export { settle, VirtualClock } from '../../testing/virtual-clock';
