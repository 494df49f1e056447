import { controlFaults, type Faults, noFaults } from './faults';
import { type Calls } from './protocol';

/** What can be asked of the cloud itself, as opposed to what it emulates. */
export interface ControlParts {
  calls: Calls;
  faults: Faults;
  /** What happened to services and tasks, oldest first. */
  events: () => object[];
  /** Takes the body of `PUT /_cloud/scan-findings`. */
  scanFindings: (body: string) => object;
  /** Empties everything. */
  reset: () => Promise<void>;
}

/** Answers everything below `/_cloud/`; undefined where there is nothing of that name. */
export const createControl =
  ({ calls, faults, events, scanFindings, reset }: ControlParts) =>
  async (method: string, path: string, body: string): Promise<object | undefined> => {
    switch (`${method} ${path}`) {
      case 'GET /_cloud/health':
        return { status: 'ok' };
      case 'GET /_cloud/calls':
        return calls.report();
      case 'GET /_cloud/events':
        return { events: events() };
      case 'PUT /_cloud/scan-findings':
        return scanFindings(body);
      case 'POST /_cloud/reset':
        await reset();
        calls.reset();
        faults.set(noFaults);
        return {};
      default:
        return controlFaults(faults, method, path, body);
    }
  };
