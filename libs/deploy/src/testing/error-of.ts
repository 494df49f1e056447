export { errorOf, rejectionOf } from '@longshore/model/src/testing';
