package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After each test class: every pooled buffer that was made has been released. */
final class NoLeaks implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    collectGarbage();
    // a leak is reported when the next buffer is made
    for (int i = 0; i < 10; i++) {
      ByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    List<String> found = new ArrayList<>();
    for (String leak = RecordingLeakDetector.FOUND.poll();
        leak != null;
        leak = RecordingLeakDetector.FOUND.poll()) {
      found.add(leak);
    }
    assertThat(found).isEmpty();
  }

  @SuppressWarnings("ModifiedButNotUsed")
  private static void collectGarbage() {
    WeakReference<Object> gone = new WeakReference<>(new Object());
    while (gone.get() != null) {
      System.gc();
    }
    System.gc();
  }
}
