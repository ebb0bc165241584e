package io.millrace.notification.inbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.millrace.common.problem.Problem;
import io.millrace.common.problem.ProblemException;
import io.millrace.common.web.Cursor;
import io.millrace.notification.apply.InboxKeys;
import io.millrace.notification.apply.StoredItem;
import io.millrace.notification.log.InboxLog;
import io.millrace.notification.log.ItemState;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.Generation;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.fence.Script;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.ScriptLoader;
import io.millrace.sink.fence.Slot;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;

/**
 * Reads inboxes. An answer is of one moment and one epoch; where Redis can't vouch for
 * all of it (nothing there, still filling, a fence lost, not reachable) there is no
 * answer but a 503: never an inbox that seems to be empty. Thread-safe.
 */
@Slf4j
@RequiredArgsConstructor
public final class InboxStore {

	private static final Script PAGE = Script.of(new ClassPathResource("page.lua", InboxStore.class));

	private static final Script ITEM = Script.of(new ClassPathResource("item.lua", InboxStore.class));

	private static final Script CHANGES = Script.of(new ClassPathResource("changes.lua", InboxStore.class));

	private static final Script REVISIONS = Script.of(new ClassPathResource("revisions.lua", InboxStore.class));

	private static final Script BROADCAST = Script.of(new ClassPathResource("broadcast.lua", InboxStore.class));

	private static final int USERS_AT_ONCE = 500;

	private static final Duration AWAIT_PART = Duration.ofMillis(200);

	/** Where items begin in a script's answer. */
	private static final int ITEMS = 4;

	private final InboxLog inboxLog;

	private final GenerationStore epochs;

	private final FenceStore fences;

	private final ScriptLoader scripts;

	/**
	 * An item, if there is one, and the badge at the same moment.
	 *
	 * @param badge the badge
	 * @param item the item
	 * @param known whether there is or, as far as is remembered, was such an item
	 */
	public record Look(Badge badge, Optional<Item> item, boolean known) {
	}

	Page page(String user, PageRequest request) {
		InboxPlace place = place(user);
		request.requireEpoch(place.epoch());
		Cursor before = request.before();
		Cursor after = request.after();
		List<@Nullable Object> answer = run(PAGE, place, (before != null) ? Long.toString(before.position()) : "+inf",
				(after != null) ? Long.toString(after.position()) : "-inf", Integer.toString(request.limit()),
				request.oldestFirst() ? "oldest" : "newest", ItemState.letters(request.states()),
				Objects.requireNonNullElse(request.category(), ""));
		return Page.of(badge(place, answer), items(answer), number(answer.get(3)) == 1, request);
	}

	/**
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public Look look(String user, String itemId) {
		InboxPlace place = place(user);
		List<@Nullable Object> answer = run(ITEM, place, itemId);
		return new Look(badge(place, answer), items(answer).stream().findFirst(), number(answer.get(3)) == 1);
	}

	/**
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public Badge badge(String user) {
		return look(user, "").badge();
	}

	/**
	 * What has happened to an inbox since a revision. Not all of it is known if the epoch
	 * is another one, if too much has happened, or if the inbox has never been there.
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public Changes changes(String user, String epoch, long revision) {
		InboxPlace place = place(user);
		List<@Nullable Object> answer = run(CHANGES, place, Long.toString(revision),
				Integer.toString(InboxKeys.MAX_CHANGES));
		Badge badge = badge(place, answer);
		if (number(answer.get(3)) == 0 || !epoch.equals(place.epoch())) {
			return new Changes(badge, false, List.of(), List.of());
		}
		List<String> removed = new ArrayList<>();
		for (int i = ITEMS; i + 2 < answer.size(); i += 3) {
			if (text(answer.get(i + 1)).isEmpty()) {
				removed.add(text(answer.get(i)));
			}
		}
		return new Changes(badge, true, items(answer), removed);
	}

	/**
	 * The epoch that is read.
	 * @throws ProblemException 503 if there is none yet
	 */
	public String epoch() {
		return current().name();
	}

	/** How many partitions there are. */
	public int partitions() {
		return this.inboxLog.partitions();
	}

	/**
	 * The revisions of many inboxes, -1 where nothing has happened yet; those of
	 * partitions of which Redis can't vouch are left out.
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public Map<String, Long> revisions(Collection<String> users) {
		String epoch = epoch();
		Map<Integer, List<String>> byPartition = users.stream()
			.collect(Collectors.groupingBy(this.inboxLog::partition));
		Map<String, Long> revisions = new HashMap<>();
		byPartition.forEach((partition, all) -> {
			Slot slot = InboxKeys.slot(epoch, partition);
			for (int from = 0; from < all.size(); from += USERS_AT_ONCE) {
				revisions(slot, all.subList(from, Math.min(from + USERS_AT_ONCE, all.size())), revisions);
			}
		});
		return revisions;
	}

	private void revisions(Slot slot, List<String> users, Map<String, Long> revisions) {
		List<String> keys = new ArrayList<>(List.of(slot.fenceKey()));
		users.forEach((user) -> keys.add(InboxKeys.meta(slot, user)));
		List<@Nullable Object> answer = guarded(() -> this.scripts.run(REVISIONS, keys, List.of()));
		for (int i = 0; i < answer.size(); i++) {
			revisions.put(users.get(i), revision(answer.get(i)));
		}
	}

	/**
	 * All items of an inbox, in every state, newest first.
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public List<Item> everything(String user) {
		List<Item> items = new ArrayList<>();
		String next = null;
		do {
			Page page = page(user, PageRequest.ofAll(next));
			items.addAll(page.items());
			next = page.next();
		}
		while (next != null);
		return items;
	}

	/**
	 * The version of the last broadcast that an inbox has had, -1 if none.
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public long broadcast(String user) {
		InboxPlace place = place(user);
		return revision(run(BROADCAST, place).getFirst());
	}

	/**
	 * Waits until a record of the inbox log has taken effect.
	 * @return whether it has, within the time
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public boolean awaitApplied(String user, long offset, Duration time) throws InterruptedException {
		long deadline = System.nanoTime() + time.toNanos();
		try {
			while (true) {
				Duration left = Duration.ofNanos(deadline - System.nanoTime());
				// In parts: when another epoch takes the place, this one's fence stands
				// still.
				boolean last = left.compareTo(AWAIT_PART) <= 0;
				if (this.fences.awaitPassed(place(user).slot(), offset, last ? left : AWAIT_PART)) {
					return true;
				}
				if (last) {
					return false;
				}
			}
		}
		catch (DataAccessException ex) {
			throw unreachable(ex);
		}
	}

	private InboxPlace place(String user) {
		String name = current().name();
		return new InboxPlace(name, InboxKeys.slot(name, this.inboxLog.partition(user)), user);
	}

	private Generation current() {
		Optional<Generation> epoch = guarded(this.epochs::current);
		if (epoch.isEmpty() || epoch.get().filling()) {
			throw new ProblemException(Problem.FILLING, "The inboxes are being built from the log" + epoch
				.map((filling) -> ": " + filling.filled() + " of " + filling.partitions() + " partitions are done")
				.orElse(""));
		}
		return epoch.get();
	}

	private List<@Nullable Object> run(Script script, InboxPlace place, String... arguments) {
		List<@Nullable Object> answer = guarded(() -> this.scripts.run(script, place.keys(),
				List.of(arguments).stream().map(ScriptCall::argument).toList()));
		if (answer.isEmpty()) {
			throw new ProblemException(Problem.FILLING, "Redis has lost what this inbox's partition held");
		}
		return answer;
	}

	private static <T> T guarded(Supplier<T> reading) {
		try {
			return reading.get();
		}
		catch (DataAccessException ex) {
			throw unreachable(ex);
		}
	}

	private static ProblemException unreachable(DataAccessException failure) {
		log.warn("Redis can't be read: {}", failure.getMostSpecificCause().toString());
		return new ProblemException(Problem.REDIS_UNAVAILABLE, "Redis doesn't answer; no inbox can be read");
	}

	private static Badge badge(InboxPlace place, List<@Nullable Object> answer) {
		return new Badge(Math.toIntExact(number(answer.get(0))), Math.toIntExact(number(answer.get(1))), place.epoch(),
				revision(answer.get(2)));
	}

	private static long revision(@Nullable Object value) {
		String revision = text(value);
		return revision.isEmpty() ? -1 : Long.parseLong(revision);
	}

	private static List<Item> items(List<@Nullable Object> answer) {
		List<Item> items = new ArrayList<>();
		for (int i = ITEMS; i + 2 < answer.size(); i += 3) {
			byte[] item = (byte[]) Objects.requireNonNull(answer.get(i + 1));
			// Empty: it has left.
			if (item.length > 0) {
				items.add(Item.of(text(answer.get(i)), StoredItem.decode(item), text(answer.get(i + 2))));
			}
		}
		return items;
	}

	private static long number(@Nullable Object value) {
		return (Long) Objects.requireNonNull(value);
	}

	private static String text(@Nullable Object value) {
		return new String((byte[]) Objects.requireNonNull(value), StandardCharsets.UTF_8);
	}

}
