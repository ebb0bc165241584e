package io.millrace.notification.apply;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.millrace.notification.log.Entry;
import io.millrace.notification.log.ItemState;
import io.millrace.sink.FencedSinkContract;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;

class InboxScriptIT extends FencedSinkContract {

	private static final long NOW = System.currentTimeMillis();

	private static final InboxProperties PROPERTIES = new InboxProperties(3, Duration.ofDays(90),
			Map.of("few", new InboxProperties.Category(1, null)), Duration.ofMinutes(10), 1);

	@Override
	protected ScriptCall call(Slot slot) {
		InboxEffect effect = new InboxEffect(slot, PROPERTIES);
		String a = LogOfInboxes.id("a");
		String b = LogOfInboxes.id("b");
		List<UserEntry> happened = List.of(new UserEntry("u1", LogOfInboxes.add("a")),
				new UserEntry("}", LogOfInboxes.add("a")), new UserEntry("u1", LogOfInboxes.add("b")),
				new UserEntry("u1", new Entry.Read(b)), new UserEntry("u1", LogOfInboxes.add("f", "few", false)),
				new UserEntry("u1", LogOfInboxes.add("g", "few", false)), new UserEntry("u1", new Entry.Archive(a)),
				new UserEntry("u1", LogOfInboxes.add("b", "c", true)),
				new UserEntry("u1", new Entry.Snooze(b, NOW + 1_000)),
				new UserEntry("u1", new Entry.Wake(b, NOW + 1_000)),
				new UserEntry("u1", new Entry.ReadAll(18, Set.of(ItemState.UNREAD), null)),
				new UserEntry("u1", new Entry.Unread(b)), new UserEntry("u1", new Entry.Snooze(b, NOW + 2_000)),
				new UserEntry("}", LogOfInboxes.add("h", "few", false)), new UserEntry("}", new Entry.Delete(a)),
				new UserEntry("}", new Entry.ArchiveAll(99, ItemState.SHOWN, null)));
		long offset = 10;
		for (UserEntry entry : happened) {
			LogOfInboxes record = new LogOfInboxes(offset, NOW + offset, entry);
			effect.add(record.record(), entry);
			offset++;
		}
		return effect.drain();
	}

}
