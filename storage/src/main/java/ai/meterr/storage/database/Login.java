package ai.meterr.storage.database;

/** A role with its password; {@link #toString} hides it. */
record Login(String user, String password) {
  @Override
  public String toString() {
    return user;
  }
}
