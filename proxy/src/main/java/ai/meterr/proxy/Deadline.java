package ai.meterr.proxy;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time limit that is moved far more often than it passes. Moving it later only writes a field:
 * the alarm that is already set rings early, sees that, and sets itself again.
 */
final class Deadline {
  private final EventExecutor loop;
  private final Runnable whenPassed;
  private boolean armed;
  private long atNanos;
  private @Nullable Future<?> alarm;
  private long alarmNanos;

  Deadline(EventExecutor loop, Runnable whenPassed) {
    this.loop = loop;
    this.whenPassed = whenPassed;
  }

  /** The loop's own clock, in nanoseconds. */
  long now() {
    return loop.ticker().nanoTime();
  }

  void in(Duration limit) {
    at(now() + limit.toNanos());
  }

  void at(long nanos) {
    armed = true;
    atNanos = nanos;
    if (alarm != null && alarmNanos - nanos <= 0) {
      return;
    }
    if (alarm != null) {
      alarm.cancel(false);
    }
    setAlarm(nanos);
  }

  void none() {
    armed = false;
  }

  /** Lets go of the alarm, and of whatever it refers to. */
  void close() {
    armed = false;
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  private void setAlarm(long nanos) {
    alarmNanos = nanos;
    alarm = loop.schedule(this::ring, Math.max(0, nanos - now()), TimeUnit.NANOSECONDS);
  }

  private void ring() {
    alarm = null;
    if (!armed) {
      return;
    }
    if (atNanos - now() > 0) {
      setAlarm(atNanos);
      return;
    }
    armed = false;
    whenPassed.run();
  }
}
