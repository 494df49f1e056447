export { renderError } from './render-error';
export { renderEvent } from './render-event';
export { renderPlan } from './render-plan';
export { renderOutcome, renderSummary } from './render-summary';
export { plain, seconds, type Style } from './style';
