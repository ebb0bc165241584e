package io.millrace.notification.inbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

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
	 * Waits until a record of the inbox log has taken effect.
	 * @return whether it has, within the time
	 * @throws ProblemException 503 if nothing can be said for sure
	 */
	public boolean awaitApplied(String user, long offset, Duration time) throws InterruptedException {
		InboxPlace place = place(user);
		try {
			return this.fences.awaitPassed(place.slot(), offset, time);
		}
		catch (DataAccessException ex) {
			throw unreachable(ex);
		}
	}

	private InboxPlace place(String user) {
		Optional<Generation> epoch = guarded(this.epochs::current);
		if (epoch.isEmpty() || epoch.get().filling()) {
			throw new ProblemException(Problem.FILLING, "The inboxes are being built from the log" + epoch
				.map((filling) -> ": " + filling.filled() + " of " + filling.partitions() + " partitions are done")
				.orElse(""));
		}
		String name = epoch.get().name();
		return new InboxPlace(name, InboxKeys.slot(name, this.inboxLog.partition(user)), user);
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
		String revision = text(answer.get(2));
		return new Badge(Math.toIntExact(number(answer.get(0))), Math.toIntExact(number(answer.get(1))), place.epoch(),
				revision.isEmpty() ? 0 : Long.parseLong(revision));
	}

	private static List<Item> items(List<@Nullable Object> answer) {
		List<Item> items = new ArrayList<>();
		for (int i = ITEMS; i + 2 < answer.size(); i += 3) {
			items.add(Item.of(text(answer.get(i)),
					StoredItem.decode((byte[]) Objects.requireNonNull(answer.get(i + 1))), text(answer.get(i + 2))));
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
