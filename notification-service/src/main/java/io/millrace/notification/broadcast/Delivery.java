package io.millrace.notification.broadcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.millrace.notification.audience.Followers;
import io.millrace.notification.audience.Preferences;
import io.millrace.notification.inbox.Arrivals;
import io.millrace.notification.inbox.InboxStore;
import io.millrace.notification.log.Entry;
import io.millrace.notification.log.EntryAppender;
import io.millrace.notification.log.ItemId;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * Turns broadcasts into items of the inbox of somebody who looks: those beyond the last
 * that the inbox has had, a record each. Two nodes, or two requests, may append the same:
 * what is at or below the inbox' last changes nothing. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
final class Delivery implements Arrivals {

	static final String SOURCE = "/millrace/broadcasts";

	private static final String RULE = "broadcast";

	/** Users of whom it is remembered that they have had all. */
	private static final int MOST_REMEMBERED = 100_000;

	private final Broadcasts broadcasts;

	private final Followers followers;

	private final Preferences preferences;

	private final InboxStore inboxes;

	private final EntryAppender appender;

	private final Clock clock;

	/**
	 * The version up to which users have had all; guarded by itself. A rebuilt inbox has
	 * had the same, as that is in its log.
	 */
	private final Map<String, Long> had = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MOST_REMEMBERED;
		}

	};

	@Override
	public void listen(Runnable listener) {
		this.broadcasts.listen(listener);
	}

	@Override
	public void bring(String user, Duration wait) {
		long newest = this.broadcasts.newest();
		if (newest < 0) {
			return;
		}
		if (hasHad(user, newest)) {
			return;
		}
		List<CompletableFuture<Long>> sent = send(user, this.inboxes.broadcast(user));
		CompletableFuture<Void> all = CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
			.thenRun(() -> remember(user, newest));
		if (!sent.isEmpty() && !wait.isZero()) {
			await(user, all, sent.getLast(), wait);
		}
	}

	private void remember(String user, long version) {
		synchronized (this.had) {
			this.had.merge(user, version, Math::max);
		}
	}

	private boolean hasHad(String user, long newest) {
		synchronized (this.had) {
			return this.had.getOrDefault(user, -1L) >= newest;
		}
	}

	private List<CompletableFuture<Long>> send(String user, long cursor) {
		List<CompletableFuture<Long>> sent = new ArrayList<>();
		List<String> feeds = null;
		Instant now = this.clock.instant();
		for (Broadcasts.Known known : this.broadcasts.after(cursor)) {
			if (feeds == null && !known.audience().isEverybody()) {
				feeds = this.followers.feedsOf(user);
			}
			Entry entry = entry(user, known, cursor, now, (feeds != null) ? feeds : List.of());
			if (entry != null) {
				sent.add(this.appender.send(user, entry));
			}
		}
		return sent;
	}

	private @Nullable Entry entry(String user, Broadcasts.Known known, long cursor, Instant now, List<String> feeds) {
		Broadcast broadcast = known.broadcast();
		String id = ItemId.broadcast(String.valueOf(broadcast.id()), user);
		if (broadcast.isWithdrawn()) {
			return (known.before() <= cursor) ? new Entry.Withdraw(id, known.version()) : null;
		}
		String category = String.valueOf(broadcast.category());
		if (broadcast.isExpired(now) || !known.audience().has(user, feeds)
				|| !this.preferences.allowsInbox(user, category)) {
			return null;
		}
		return new Entry.Add(id, category, String.valueOf(broadcast.title()),
				(broadcast.body() != null) ? broadcast.body() : "", null, String.valueOf(broadcast.id()), SOURCE, RULE,
				null, (broadcast.expiresAt() != null) ? broadcast.expiresAt().toEpochMilli() : null, known.version());
	}

	private void await(String user, CompletableFuture<Void> all, CompletableFuture<Long> last, Duration wait) {
		try {
			all.get(wait.toMillis(), TimeUnit.MILLISECONDS);
			this.inboxes.awaitApplied(user, last.get(), wait);
		}
		catch (ExecutionException ex) {
			// Whoever looks next has it brought.
			log.warn("A broadcast could not be brought to an inbox: {}", String.valueOf(ex.getCause()));
		}
		catch (TimeoutException ex) {
			log.debug("A broadcast is on its way to an inbox; who reads it need not wait");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
