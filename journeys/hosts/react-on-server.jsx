import { renderToString } from 'react-dom/server';
import { Portal } from './rendered-portal.jsx';

export function htmlOf(given) {
  return renderToString(<Portal given={given} />);
}
