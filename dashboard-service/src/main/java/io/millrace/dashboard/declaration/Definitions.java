package io.millrace.dashboard.declaration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.millrace.common.settings.SettingsKind;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of one kind that are in force: those that are configured, in their
 * order, then those that were stored, by name. A configured one hides a stored one of its
 * name. Thread-safe.
 *
 * @param <D> what they are
 */
@Slf4j
public final class Definitions<D extends Definition> implements SettingsKind {

	/** Of the digest: no two of a hundred definitions have the same by chance. */
	private static final int KEY_BYTES = 8;

	private final DefinitionKind<D> kind;

	private final List<Versioned<D>> configured;

	/** Guarded by this. */
	private final Map<String, Versioned<D>> stored = new TreeMap<>();

	private volatile List<Versioned<D>> inForce;

	private volatile Runnable listener = () -> {
	};

	/**
	 * @throws IllegalArgumentException if two configured ones have the same name
	 */
	public Definitions(DefinitionKind<D> kind, List<D> configured) {
		this.kind = kind;
		this.configured = configured.stream().map((definition) -> versioned(definition, null)).toList();
		this.inForce = this.configured;
		Set<String> names = new HashSet<>();
		for (D definition : configured) {
			if (!names.add(definition.name())) {
				throw new IllegalArgumentException("Two " + kind.plural() + " are named '" + definition.name()
						+ "'; a name must be one " + kind.word() + "'s alone");
			}
		}
	}

	/** What they are. */
	public DefinitionKind<D> kind() {
		return this.kind;
	}

	/** All of them. The same object as long as nothing changes. */
	public List<Versioned<D>> all() {
		return this.inForce;
	}

	/** The one of a name, if there is one. */
	public Optional<Versioned<D>> named(String name) {
		return this.inForce.stream().filter((definition) -> definition.name().equals(name)).findFirst();
	}

	/** Calls that after each change. */
	public void onChange(Runnable listener) {
		this.listener = listener;
	}

	@Override
	public String prefix() {
		return this.kind.word() + "/";
	}

	@Override
	public void put(String name, byte[] value, long version) {
		D definition = this.kind.read(value, name);
		synchronized (this) {
			this.stored.put(name, versioned(definition, version));
			refresh();
		}
		this.listener.run();
	}

	@Override
	public void remove(String name) {
		synchronized (this) {
			this.stored.remove(name);
			refresh();
		}
		this.listener.run();
	}

	private void refresh() {
		List<Versioned<D>> definitions = new ArrayList<>(this.configured);
		this.stored.forEach((name, definition) -> {
			if (this.configured.stream().anyMatch((other) -> other.name().equals(name))) {
				log.warn("The stored {} '{}' has no effect: a configured one has its name", this.kind.word(), name);
			}
			else {
				definitions.add(definition);
			}
		});
		this.inForce = List.copyOf(definitions);
	}

	private Versioned<D> versioned(D definition, @Nullable Long version) {
		String text = version + new String(this.kind.write(definition), StandardCharsets.UTF_8);
		return new Versioned<>(definition, version, definition.metric(digest(text)));
	}

	private static String digest(String text) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every JDK has it", ex);
		}
	}

}
