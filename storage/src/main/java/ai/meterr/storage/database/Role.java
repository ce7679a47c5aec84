package ai.meterr.storage.database;

/** The roles that Meterr works as. None is superuser, none bypasses row-level security. */
public enum Role {
  /** Owns the schema; migrations only. */
  OWNER("meterr_owner"),
  /** Everything on behalf of people and callers, one organization per transaction. */
  APP("meterr_app"),
  /** Writes the ledger's tables, for all organizations. */
  LEDGER("meterr_ledger"),
  /** Makes organizations. */
  OPERATOR("meterr_operator");

  private final String roleName;

  Role(String roleName) {
    this.roleName = roleName;
  }

  /** Its name in PostgreSQL. */
  public String roleName() {
    return roleName;
  }
}
