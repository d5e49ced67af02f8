-- wrk's script: each request carries the next client address of a file in X-Forwarded-For.
-- Arguments: <file of addresses> <close|keep-alive>
local requests = {}
local at = 0

function init(arguments)
  local connection = arguments[2] == 'close' and 'close' or 'keep-alive'
  for address in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format('GET', '/v1/route', {
      ['Host'] = 'router.example',
      ['X-Forwarded-For'] = address,
      ['Connection'] = connection,
    })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT %d %d %d %d %d %d\n',
    summary.requests,
    summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout,
    errors.status,
    latency:percentile(50),
    latency:percentile(99)
  ))
end
