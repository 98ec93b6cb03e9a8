"""Number words and their values, units, currencies, and words that make a number a bound or an approximation."""

from service.english.word_classes import word_set

# The values of number words. A scale multiplies what stands before it: "three hundred thousand".
ONES = {
    word: value
    for value, word in enumerate(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen
        """.split()
    )
}
TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12}
NUMBER_WORDS = (
    frozenset(ONES)
    | frozenset(TENS)
    | frozenset(SCALES)
    | word_set("dozens hundreds thousands millions billions half third thirds quarter")
)
ORDINAL_VALUES = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
ORDINALS = frozenset(ORDINAL_VALUES)

UNITS = word_set(
    """
    km kilometre kilometres kilometer kilometers mile miles metre metres meter meters m cm mm ft feet foot inch inches
    centimetre centimetres centimeter centimeters millimetre millimetres millimeter millimeters yard yards acre
    acres hectare hectares lb lbs kg kilogram kilograms kilo kilos ton tons tonne tonnes degree degrees g gram
    grams gramme grammes mg milligram milligrams oz ounce ounces mph kph knots hp horsepower watt watts kw kwh mw
    volt volts amp amps litre litres liter liters l ml cl millilitre millilitres gallon gallons pint pints square
    cubic decibel decibels db hertz hz khz mhz ghz mb gb tb megabytes gigabytes mmol revolutions rpm kcal
    milliliter milliliters dl cup cups tablespoon tablespoons tbsp teaspoon teaspoons tsp megabyte gigabyte
    """
)
CURRENCY_WORDS = word_set(
    """
    dollar dollars euro euros pound pounds cent cents pence yen yuan franc francs ruble rubles rupee rupees krone kroner
    krona kronor peso pesos zloty usd eur gbp
    """
)
CURRENCY_SIGNS = frozenset("$£€¥₹₽")

# Words before a number that is a bound, or approximate.
LOWER_BOUNDS = {("more", "than"), ("at", "least"), ("over",), ("above",), ("exceeding",)}
UPPER_BOUNDS = {("less", "than"), ("fewer", "than"), ("at", "most"), ("up", "to"), ("under",), ("below",)}
APPROXIMATIONS = word_set("about around nearly almost some roughly approximately circa estimated close")
