import { css } from 'lit';

export const wizardStyles = css`
  :host {
    container-type: inline-size;
  }
  .frame {
    display: grid;
    gap: 12px;
  }
  header {
    display: grid;
    grid-template-columns: auto 1fr auto auto;
    gap: 8px 24px;
    align-items: center;
  }
  ol {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--muted);
  }
  li {
    display: flex;
    gap: 7px;
    align-items: center;
  }
  li span {
    display: inline-grid;
    place-items: center;
    width: 24px;
    height: 24px;
    border: 1px solid var(--line);
    border-radius: 50%;
    font-size: 13px;
  }
  li span svg.i {
    width: 14px;
    height: 14px;
  }
  li[aria-current] {
    color: var(--text);
    font-weight: 600;
  }
  li[aria-current] span {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  li.done span {
    border-color: var(--accent);
    color: var(--link);
  }
  @media (forced-colors: active) {
    li[aria-current] span {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
  .close {
    grid-column: 4;
    grid-row: 1;
  }
  @container (max-width: 840px) {
    ol {
      grid-column: 1 / -1;
      grid-row: 2;
    }
  }
`;
