import type { drafts as vi } from '../vi/drafts.ts';

/** Texts of drafts on the server, in English. */
export const drafts: Readonly<Record<keyof typeof vi, string>> = {
  drafts: 'Drafts',
  'drafts.count': 'Drafts ({count})',
  'drafts.saved': 'Saved {time}',
  'drafts.unsaved': 'Not saved yet, will try again',
  'drafts.notSaved': 'Not saved: {why}',
  'drafts.hint': 'Drafts are kept on the server, and deleted 90 days after their last change.',
  'drafts.none': 'There are no drafts.',
  'drafts.name': '{month} · {count} {count|client|clients}',
  'drafts.and': '{name} and {count} other {count|client|clients}',
  'drafts.savedAt': 'saved {time}',
  'drafts.savedBy': 'saved by {name} {time}',
  'drafts.handedBy': 'from {name}',
  'drafts.open': 'Open',
  'drafts.isOpen': 'Open now',
  'drafts.new': 'New order',
  'drafts.handOver': 'Hand over',
  'drafts.handOver.to': 'Hand over to a colleague',
  'drafts.handOver.do': 'Hand over the draft',
  'drafts.handOver.nobody': 'No colleague of the firm has used renewals yet.',
  'drafts.handOver.hint': 'Afterwards only that colleague can open this draft.',
  'drafts.delete': 'Delete',
  'drafts.delete.do': 'Delete the draft',
  'drafts.delete.sure': 'Delete this draft? It can’t be brought back.',
  'drafts.keep': 'No',
  'drafts.of': '{do} {name}',
  'drafts.unsavedHere': 'The present order could not be saved yet. Please try again.',

  'drafts.changed': 'This draft has just been saved elsewhere',
  'drafts.changed.by':
    '{name} saved it at {time}: {added} {added|row|rows} added, {removed} removed, {changed} changed.',
  'drafts.changed.you':
    'You saved it elsewhere at {time}: {added} {added|row|rows} added, {removed} removed, {changed} changed.',
  'drafts.changed.merge': 'Where both have changed the same, merging keeps the value here.',
  'drafts.merge': 'Merge row by row',
  'drafts.takeTheirs': 'Use the newer one ({count})',
  'drafts.keepMine': 'Keep this one as another draft ({count})',
  'drafts.ended': 'This draft has been deleted or handed over',
  'drafts.ordered': 'This draft has been ordered: {number}',
};
