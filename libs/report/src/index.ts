export { renderError } from './render-error';
export { renderEvent } from './render-event';
export { renderHistory } from './render-history';
export { renderLine } from './render-line';
export { renderMarkdown } from './render-markdown';
export { renderPlan } from './render-plan';
export { renderOutcome, renderSummary } from './render-summary';
export { renderStatus } from './render-status';
export { plain, seconds, type Style } from './style';
