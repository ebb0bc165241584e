package io.millrace.notification.broadcast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.millrace.common.settings.SettingsKind;
import org.jspecify.annotations.Nullable;

/**
 * The broadcasts, in the order in which they were made or withdrawn:
 * {@code broadcast/<id>}. Thread-safe.
 */
final class Broadcasts implements SettingsKind {

	private final NavigableMap<Long, Known> byVersion = new ConcurrentSkipListMap<>();

	/** Guarded by this. */
	private final Map<String, Long> versions = new HashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/**
	 * A broadcast as it is known.
	 *
	 * @param broadcast the broadcast
	 * @param audience for whom
	 * @param version greater with each change, and than that of any that came before
	 * @param before the version before it was withdrawn, or its version
	 */
	record Known(Broadcast broadcast, Audience audience, long version, long before) {
	}

	@Override
	public String prefix() {
		return "broadcast/";
	}

	@Override
	public void put(String name, byte[] value, long version) {
		Broadcast broadcast = Broadcast.read(value);
		Audience audience = new Audience(broadcast.audience());
		synchronized (this) {
			Long earlier = this.versions.put(name, version);
			this.byVersion.put(version,
					new Known(broadcast.named(name), audience, version, (earlier != null) ? earlier : version));
			if (earlier != null && earlier != version) {
				this.byVersion.remove(earlier);
			}
		}
		this.listeners.forEach(Runnable::run);
	}

	@Override
	public synchronized void remove(String name) {
		Long version = this.versions.remove(name);
		if (version != null) {
			this.byVersion.remove(version);
		}
	}

	synchronized Optional<Known> named(String id) {
		@Nullable Long version = this.versions.get(id);
		return Optional.ofNullable((version != null) ? this.byVersion.get(version) : null);
	}

	List<Known> all() {
		return List.copyOf(this.byVersion.values());
	}

	/** Those beyond a version, in their order. */
	List<Known> after(long version) {
		return List.copyOf(this.byVersion.tailMap(version, false).values());
	}

	/** The version of the last, -1 if there is none. */
	long newest() {
		Map.Entry<Long, Known> last = this.byVersion.lastEntry();
		return (last != null) ? last.getKey() : -1;
	}

	/** Has something run whenever one is made or withdrawn. */
	void listen(Runnable listener) {
		this.listeners.add(listener);
	}

}
