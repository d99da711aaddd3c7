/** A firm, by its portal's id and its own id there: every query is bounded by both. */
export interface Firm {
  portalId: string;
  firmId: string;
}

/** An accountant of a firm, by the portal's id of the person. */
export interface FirmAccountant extends Firm {
  accountantId: string;
}
