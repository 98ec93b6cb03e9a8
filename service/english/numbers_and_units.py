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
    yard yards acre acres hectare hectares lb lbs kg kilogram kilograms ton tons tonne tonnes degree degrees mph hp watt
    watts volt volts litre litres liter liters gallon gallons square cubic g gram grams mg milligram milligrams ml millilitre
    millilitres milliliter milliliters cl dl oz ounce ounces cup cups tablespoon tablespoons tbsp teaspoon teaspoons tsp pint
    pints kw kwh mb gb tb megabyte megabytes gigabyte gigabytes hz khz mhz ghz mm millimetre millimetres millimeter
    millimeters centimetre centimetres centimeter centimeters
    """
)
CURRENCY_WORDS = word_set("dollar dollars euro euros pound pounds cent cents yen yuan franc francs rubles rupees")
CURRENCY_SIGNS = frozenset("$£€¥₹₽")

# Words before a number that is a bound, or approximate.
LOWER_BOUNDS = {("more", "than"), ("at", "least"), ("over",), ("above",), ("exceeding",)}
UPPER_BOUNDS = {("less", "than"), ("fewer", "than"), ("at", "most"), ("up", "to"), ("under",), ("below",)}
APPROXIMATIONS = word_set("about around nearly almost some roughly approximately circa estimated close")
