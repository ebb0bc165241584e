package io.millrace.sink.fence;

import org.springframework.core.io.ClassPathResource;

/**
 * An effect script with the fence around it.
 * <p>
 * The effect's file defines two local functions. {@code check()} looks at the types of
 * its keys and at its arguments, writes nothing and returns a text if something is wrong;
 * {@code apply()} writes. {@code lua/fence.lua} is put behind them: it compares the
 * stored fence, calls both and writes the fence last. Lua in Redis doesn't roll back, so
 * apply() must be such that running it again after it failed in the middle gives the same
 * state: absolute values, no increments.
 */
public final class FencedScript {

	static final FencedScript NONE = new FencedScript(new ClassPathResource("none.lua", FencedScript.class));

	private final Script script;

	/**
	 * @param effect the effect's file
	 */
	public FencedScript(ClassPathResource effect) {
		this.script = Script.of(effect, new ClassPathResource("fence.lua", FencedScript.class));
	}

	Script script() {
		return this.script;
	}

	@Override
	public String toString() {
		return this.script.name();
	}

}
