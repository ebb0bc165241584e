package io.millrace.notification.apply;

import java.time.Duration;
import java.util.List;

import io.millrace.notification.log.Entry;
import io.millrace.sink.FencedSinkContract;
import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;

class InboxScriptIT extends FencedSinkContract {

	private static final long NOW = System.currentTimeMillis();

	@Override
	protected ScriptCall call(Slot slot) {
		InboxEffect effect = new InboxEffect(slot, new InboxProperties(2, Duration.ofDays(90), 1));
		List<UserEntry> happened = List.of(new UserEntry("u1", LogOfInboxes.add("a")),
				new UserEntry("}", LogOfInboxes.add("a")), new UserEntry("u1", LogOfInboxes.add("b")),
				new UserEntry("u1", new Entry.Read(LogOfInboxes.id("b"))),
				new UserEntry("u1", LogOfInboxes.add("beyond")), new UserEntry("u1", LogOfInboxes.add("the bound")),
				new UserEntry("u1", new Entry.ReadAll(14)),
				new UserEntry("u1", new Entry.Unread(LogOfInboxes.id("beyond"))),
				new UserEntry("}", new Entry.ReadAll(18)));
		long offset = 10;
		for (UserEntry entry : happened) {
			LogOfInboxes record = new LogOfInboxes(offset, NOW + offset, entry);
			effect.add(record.record(), entry);
			offset++;
		}
		return effect.drain();
	}

}
