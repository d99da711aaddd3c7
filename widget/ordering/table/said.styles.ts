import { css } from 'lit';
import { ALL, grown } from './column-widths.ts';

/** Styles of notices about a row, loaded after the table is shown. */
export const saidStyles = css`
  /* Without the accents of a line that is left out. */
  .name .text {
    clip-path: inset(0 0 1px);
  }
  .said {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 8px;
    align-items: center;
    font-size: 13px;
    line-height: 1.25;
  }
  @container (min-width: ${grown(ALL)}) {
    .line:not(.open) .said {
      max-height: calc(var(--row) - 3px);
      overflow: hidden;
    }
    .line:not(.open) .said.wrong {
      flex-wrap: nowrap;
    }
    .line:not(.open) .said > .remarks {
      flex-wrap: nowrap;
      min-width: 0;
      max-width: 100%;
    }
    .line:not(.open) .said .remark {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .line:not(.open) .said > .error {
      display: -webkit-box;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    .line:not(.open) .said:not(.wrong) .small {
      min-height: 20px;
      padding-block: 0;
    }
  }
`;
