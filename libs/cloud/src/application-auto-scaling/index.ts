export { type AutoScalingOptions, createApplicationAutoScaling } from './application-auto-scaling';
