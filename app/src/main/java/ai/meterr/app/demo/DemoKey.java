package ai.meterr.app.demo;

/** The Meterr keys of the example organization, as its people named them. */
public enum DemoKey {
  DESK("customer-desk"),
  DOCUMENTS("document-intake"),
  PLATFORM("platform-tools"),
  PLANNING("route-planning"),
  FINANCE("finance-jobs"),
  NOTEBOOK("analyst-notebook");

  private final String title;

  DemoKey(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
