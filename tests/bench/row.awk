# One row of the benchmarks: a command's figures beside its yardstick's.
# Figures are lines of CPU and elapsed microseconds and KiB.
{
	used["cpu", NR] = $1
	used["wall", NR] = $2
	used["rss", NR] = $3 / 1024
}

END {
	value = used[what, own]
	least = want ~ /^>/
	bound = substr(want, 3) + 0
	other = used[what, base] ? used[what, base] : 1
	ratio = !base ? value : least ? other / (value ? value : 1) : value / other
	met = least ? ratio >= bound : ratio <= bound
	seconds = (what == "wall" ? used["wall", own] : used["cpu", own]) / 1000000
	speed = seconds && bytes ? sprintf("%.0f", bytes / 1000000 / seconds) : "-"
	printf "%-42s%9s%9.2f%9.2f%7.0f  %-12s%9s%9.2f  %-6s%s\n", name, speed,
		used["cpu", own] / 1000, used["wall", own] / 1000,
		used["rss", own], yard, base ? sprintf("%.2f", other / 1000) : "",
		ratio, want, met ? "" : " not yet"
	printf "{\"row\":\"%s\",\"version\":\"%s\",\"cpu\":\"%s\",\"compiler\":\"%s\",\"rules\":%d,\"bytes\":%d,\"what\":\"%s\",\"cpu_us\":%d,\"wall_us\":%d,\"rss_kib\":%d,", name, version, cpu, compiler, rules, bytes, what, used["cpu", own], used["wall", own], used["rss", own] * 1024 >>json
	if (base)
		printf "\"yardstick\":\"%s\",\"yardstick_cpu_us\":%d,\"yardstick_wall_us\":%d,", yard, used["cpu", base], used["wall", base] >>json
	printf "\"ratio\":%.3f,\"target\":\"%s\",\"met\":%s}\n", ratio, want, met ? "true" : "false" >>json
}
