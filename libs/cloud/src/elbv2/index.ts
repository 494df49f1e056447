export {
  createElbv2,
  type BuiltInLoadBalancer,
  type Elbv2,
  type Elbv2Options,
  type RunningLoadBalancer,
} from './elbv2';
export { PortInUseError } from './port-in-use-error';
