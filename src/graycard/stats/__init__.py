"""Arrays in, numbers out: intervals, chance floors and worst-case bounds."""
