import { html, svg, type TemplateResult } from 'lit';

const PATHS = {
  close: svg`<path d="M5 5l14 14M19 5L5 19"/>`,
  remove: svg`<path d="M4 7h16M10 4h4M6 7l1 13h10l1-13M10 11v5M14 11v5"/>`,
  more: svg`<path d="M6 9l6 6 6-6"/>`,
  bell: svg`<path d="M6 16V10.5a6 6 0 0 1 12 0V16l2 2H4zM10 20.5h4"/>`,
  copy: svg`<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>`,
  calendar: svg`<path d="M4 6h16v14H4zM4 10h16M8 3v5M16 3v5"/>`,
  check: svg`<path d="M4 12.5l5 5L20 6.5"/>`,
};

export function icon(name: keyof typeof PATHS): TemplateResult {
  return html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${PATHS[name]}</svg>`;
}
